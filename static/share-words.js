// Hands on a statement with its speaker, date, kind and address: to the device's own sharing, or to the clipboard.
// Nothing is sent by us. Without it there is the link. Below, what a citation needs: one file is one request.
customElements.define("share-words", class extends HTMLElement {
  connectedCallback() {
    const { words, done, failed } = this.dataset, { href } = this.querySelector("a")
    const [share, copy] = this.querySelectorAll("button"), status = this.querySelector("[role=status]")
    const say = (what) => { status.textContent = what }
    share.hidden = !navigator.share
    copy.hidden = !navigator.clipboard
    share.onclick = () => navigator.share({ text: words, url: href }).catch(() => {}) // they thought better of it
    copy.onclick = () => navigator.clipboard.writeText(`${words}\n${href}`).then(() => say(done), () => say(failed))
  }
})
// The day on which a page is read, as a citation has it: “*” as 2026-11-29, “#” as 2026/11/29, “@” in words. Nobody else
// can know it, for a page is kept and sent to many; without this a citation says the edition and its day.
customElements.define("read-on", class extends HTMLElement {
  connectedCallback() {
    const now = new Date(), two = (number) => String(number).padStart(2, "0")
    const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
    const lang = this.closest("[lang]").lang.replace(/^en$/, "en-GB")
    const said = () => now.toLocaleDateString(`${lang}-u-nu-latn`, { dateStyle: "long" })
    const ways = { "*": () => day, "#": () => day.replaceAll("-", "/"), "@": said }
    this.textContent = this.dataset.is.replace(/[*#@]/, (way) => ways[way]())
  }
})
