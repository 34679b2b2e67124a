// Hands on a statement with its speaker, date, kind and address: to the device's own sharing, or to the clipboard.
// Nothing is sent by us. Without it there is the link.
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
