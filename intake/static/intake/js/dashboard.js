// Draws the figures of the dashboard; the table under each says the same without this.

const { Chart } = window;
const charts = new Map();
const quiet = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");
const root = document.querySelector(".intake-figures");

/** Returns a colour of the style sheet as the canvas understands it. */
const colour = (name) => {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  root.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
};

const series = (place) => colour(`--figure-${(place % 4) + 1}`);
const bar = (each, place) => ({
  label: each.name,
  data: each.values,
  backgroundColor: series(place),
  borderColor: colour("--figure-gap"),
  borderWidth: 1,
  borderRadius: 2,
});

const SHAPES = {
  stacked: (data) => ({ data: data.series.map(bar), stacked: true }),
  bars: (data) => ({
    data: data.series.map((each, place) => ({ ...bar(each, place), maxBarThickness: 24 })),
    lying: true,
  }),
  // From the first to the third mark as a bar, the middle as a point on it.
  spread: ({ series: [low, middle, high] }) => ({
    lying: true,
    data: [
      {
        label: `${low.name} – ${high.name}`,
        data: low.values.map((value, place) => value === null ? null : [value, high.values[place]]),
        backgroundColor: series(2),
        barThickness: 16,
        borderSkipped: false,
        borderRadius: 8,
      },
      {
        type: "scatter",
        label: middle.name,
        data: middle.values.map((x, y) => ({ x, y })).filter(({ x }) => x !== null),
        backgroundColor: series(1),
        borderColor: colour("--figure-gap"),
        borderWidth: 2,
        pointRadius: 8,
        order: -1,
      },
    ],
  }),
  // The last column is the rate; the others are what it is made of.
  rate: (data) => ({
    data: [{
      ...bar(data.series.at(-1), 0),
      type: "line",
      borderColor: series(0),
      borderWidth: 2,
      pointRadius: 4,
      spanGaps: true,
      tension: 0.2,
    }],
  }),
};

/** Breaks a label into lines that fit beside a bar. */
const lines = (label) => label.match(/\S.{0,18}(?=\s|$)|\S+/g) ?? [label];

const draw = (box) => {
  const data = JSON.parse(document.getElementById(box.dataset.figure).textContent);
  const shape = SHAPES[data.shape](data);
  const text = colour("--figure-text");
  const grid = { color: colour("--figure-line") };
  const ticks = { color: text };
  // Beside a bar every name is shown; along the bottom some of the dates may be left out.
  const labels = shape.lying ? data.labels.map(lines) : data.labels;
  const names = {
    grid: { display: false },
    ticks: { ...ticks, autoSkip: !shape.lying },
    stacked: Boolean(shape.stacked),
  };
  const numbers = {
    beginAtZero: true,
    grid,
    ticks: { ...ticks, precision: 0 },
    stacked: Boolean(shape.stacked),
    title: { display: Boolean(data.unit), text: data.unit, color: text },
  };
  if (shape.lying) {
    const tallest = Math.max(...labels.map((label) => label.length), shape.data.length);
    box.style.blockSize = `${Math.max(14, 5 + labels.length * (tallest + 0.4))}rem`;
  }
  charts.get(box)?.destroy();
  charts.set(box, new Chart(box.querySelector("canvas"), {
    type: "bar",
    data: { labels, datasets: shape.data },
    options: {
      indexAxis: shape.lying ? "y" : "x",
      maintainAspectRatio: false,
      animation: quiet.matches ? false : { duration: 150 },
      scales: shape.lying ? { x: numbers, y: names } : { x: names, y: numbers },
      plugins: {
        legend: { display: shape.data.length > 1, position: "bottom", labels: { color: text } },
      },
    },
  }));
};

const drawAll = () => document.querySelectorAll("[data-figure]").forEach(draw);

if (Chart && root) {
  for (const box of document.querySelectorAll("[data-figure]")) box.hidden = false;
  for (const table of document.querySelectorAll("[data-figure-table]")) table.open = false;
  drawAll();
  dark.addEventListener("change", drawAll);
  new MutationObserver(drawAll).observe(document.documentElement, { attributeFilter: ["class"] });
}
