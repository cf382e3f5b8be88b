// A live screen: the next picture is put in place only when it has been decoded, so that nothing flickers; a click is a touch at that pixel.

export class Glass {
  constructor(element, path, touched) {
    Object.assign(this, { element, path, looking: false, again: false });
    element.addEventListener("click", (event) => this.touch(event, touched));
  }

  async look() {
    this.again = true;
    if (this.looking) return;
    this.looking = true;
    while (this.again) {
      this.again = false;
      await this.glance();
    }
    this.looking = false;
  }

  async glance() {
    const picture = new Image();
    picture.src = `${this.path}?${performance.now()}`;
    picture.alt = "";
    picture.draggable = false;
    try {
      await picture.decode();
    } catch {
      return; // this terminal has no screen, or has just ended
    }
    this.element.replaceChildren(picture);
    this.element.style.setProperty("--ratio", picture.naturalWidth / picture.naturalHeight);
  }

  touch(event, touched) {
    const picture = this.element.querySelector("img");
    if (!picture) return;
    const box = picture.getBoundingClientRect();
    const x = Math.floor(((event.clientX - box.left) / box.width) * picture.naturalWidth);
    const y = Math.floor(((event.clientY - box.top) / box.height) * picture.naturalHeight);
    touched({ x: Math.max(x, 0), y: Math.max(y, 0) });
  }
}
