// The drawing mirrors the list, and pressing it ticks the list. The list alone is sent.

// The editor's trial draws the page inside a shadow root.
const page = document.querySelector("[data-client-page]")?.shadowRoot ?? document;

for (const map of page.querySelectorAll("[data-intake-body-map]")) {
  const boxes = new Map([...map.querySelectorAll("input")].map((box) => [box.value, box]));
  const places = [...map.querySelectorAll("a[data-region]")];
  const names = map.querySelector("[data-picked-places]");

  const mirror = () => {
    for (const place of places) {
      place.toggleAttribute("data-picked", Boolean(boxes.get(place.dataset.region)?.checked));
    }
    const picked = [...boxes.values()].filter((box) => box.checked);
    names.replaceChildren(
      ...picked.map((box) => {
        const item = document.createElement("li");
        item.textContent = box.labels[0].querySelector("span").textContent;
        return item;
      }),
    );
    names.hidden = picked.length === 0;
  };
  for (const place of places) {
    // The drawing is for pointing only: the focus stays in the list.
    place.addEventListener("mousedown", (event) => event.preventDefault());
    place.addEventListener("click", (event) => {
      const box = boxes.get(place.dataset.region);
      if (!box) return;
      event.preventDefault();
      box.click();
      box.closest("details")?.setAttribute("open", "");
    });
  }
  map.addEventListener("change", mirror);
  window.addEventListener("pageshow", mirror);
  map.dataset.ready = "";
  mirror();
}
