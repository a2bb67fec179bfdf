// The drawing mirrors the list, and a tap on it ticks the list. The list alone is sent.

// The editor's trial draws the page inside a shadow root.
const page = document.querySelector("[data-client-page]")?.shadowRoot ?? document;

for (const map of page.querySelectorAll("[data-intake-body-map]")) {
  const boxes = new Map([...map.querySelectorAll("input")].map((box) => [box.value, box]));
  const areas = [...map.querySelectorAll("[data-region]")];

  const mirror = () => {
    for (const area of areas) {
      area.toggleAttribute("data-picked", Boolean(boxes.get(area.dataset.region)?.checked));
    }
  };
  for (const area of areas) {
    area.addEventListener("click", () => {
      const box = boxes.get(area.dataset.region);
      if (!box) return;
      box.click();
      box.closest("details")?.setAttribute("open", "");
    });
  }
  map.addEventListener("change", mirror);
  window.addEventListener("pageshow", mirror);
  map.dataset.ready = "";
  mirror();
}
