// Offers what has changed since the edition that was last read here, of the original or of a translation: each is numbered
// by itself. The number stays on this device; nothing is sent.
customElements.define("last-read", class extends HTMLElement {
  connectedCallback() {
    const { story, edition, stream } = this.dataset, key = `last-read:${story}${stream && `.${stream}`}`
    try {
      const then = Number(sessionStorage[key] ||= localStorage[key] || edition) // one visit, one offer
      localStorage[key] = edition
      if (then > 0 && then < edition) {
        this.firstElementChild.search = `?since=${then}`
        this.hidden = false
      }
    } catch {
      // Storage is refused: there is nothing to offer.
    }
  }
})
