// What django-markdownx's editor leaves undone. Everything works without it, save the preview of Markdown.
(() => {
  "use strict";
  const editor = (event) => event.target instanceof Element && event.target.closest(".markdownx-editor");

  // Tab moves on, as everywhere else (WCAG 2.1.2, No Keyboard Trap); the editor would type a tab.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Tab" && editor(event)) event.stopImmediatePropagation();
  }, true);

  // A text takes no files; the editor would send them off.
  for (const type of ["drop", "paste"]) {
    document.addEventListener(type, (event) => {
      const files = (event.dataTransfer || event.clipboardData || {}).files;
      if (files && files.length && editor(event)) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
    }, true);
  }

  // A part added to the form is a copy of one that the editor has seen; forget that, and let it look again.
  document.addEventListener("formset:added", (event) => {
    const added = event.target.querySelectorAll(".markdownx-editor");
    const script = document.querySelector('script[src*="markdownx"]');
    if (!added.length || !script) return;
    added.forEach((area) => area.removeAttribute("data-markdownx-init"));
    const again = document.createElement("script");
    again.src = script.src;
    document.head.append(again);
  });
})();
