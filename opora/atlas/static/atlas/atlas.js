// The map by keyboard and pointer: arrows walk to the nearest municipality, a choice changes the
// address without losing the place on the page, moments of time become a slider.

const form = document.querySelector("[data-atlas-form]");
document.documentElement.classList.add("has-script");

// Choosing

async function show(url, { push = true } = {}) {
  if (!window.Idiomorph) { location.assign(url); return; }
  const answer = await fetch(url, { headers: { "Opora-Fetch": "1" } });
  if (!answer.ok || answer.redirected) { location.assign(url); return; }
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of ["#main"]) {
    Idiomorph.morph(document.querySelector(part), fresh.querySelector(part), { ignoreActiveValue: true });
  }
  document.title = fresh.title;
  if (push) history.pushState({}, "", url);
  ready();
}

function address() {
  const said = new URLSearchParams(new FormData(document.querySelector("[data-atlas-form]")));
  const kept = new URLSearchParams(location.search);
  for (const name of ["at", "sort"]) if (kept.get(name)) said.set(name, kept.get(name));
  for (const [name, value] of [...said]) if (!value) said.delete(name);
  return `${location.pathname}?${said}`;
}

document.addEventListener("change", (event) => {
  if (event.target.closest("[data-atlas-form]")) show(address());
});
document.addEventListener("click", (event) => {
  const cell = event.target.closest("a.cell");
  if (!cell || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  show(cell.getAttribute("href"));
});
addEventListener("popstate", () => show(location.href, { push: false }));

// Walking: the nearest cell within 45° of the arrow, then within 90°

const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

function nearest(from, [dx, dy]) {
  const x = Number(from.dataset.x), y = Number(from.dataset.y);
  let best, least = Infinity;
  for (const cell of document.querySelectorAll("a.cell")) {
    const right = Number(cell.dataset.x) - x, down = Number(cell.dataset.y) - y;
    const along = right * dx + down * dy, aside = Math.abs(right * dy) + Math.abs(down * dx);
    if (cell === from || along <= 0.1) continue;
    const away = along + aside * (aside > along ? 6 : 2);
    if (away < least) { least = away; best = cell; }
  }
  return best;
}

document.addEventListener("keydown", (event) => {
  const cell = event.target.closest?.("a.cell");
  if (!cell || !(event.key in WAYS)) return;
  event.preventDefault();
  nearest(cell, WAYS[event.key])?.focus();
});
document.addEventListener("focusin", (event) => {
  const cell = event.target.closest?.("a.cell");
  if (!cell) return;
  for (const other of document.querySelectorAll('a.cell[tabindex="0"]')) other.tabIndex = -1;
  cell.tabIndex = 0;
});

// A slider in place of the list of moments

function slider() {
  const list = document.querySelector("select[data-slider]");
  if (!list || list.closest("label").nextElementSibling?.classList.contains("atlas-slider")) return;
  const box = document.createElement("label");
  box.className = "atlas-slider";
  const said = document.createElement("output");
  const range = Object.assign(document.createElement("input"), {
    type: "range", className: "form-range", min: 0, max: list.options.length - 1, value: list.selectedIndex,
  });
  range.setAttribute("aria-label", list.closest("label").querySelector("span").textContent);
  const tell = () => { said.textContent = list.options[range.value].text; range.setAttribute("aria-valuetext", said.textContent); };
  range.addEventListener("input", tell);
  range.addEventListener("change", () => { list.selectedIndex = range.value; });
  tell();
  box.append(said, range);
  list.closest("label").hidden = true;
  list.closest("label").after(box);
}

function ready() {
  slider();
  const first = document.querySelector("a.cell.is-chosen") ?? document.querySelector("a.cell");
  if (first && !document.querySelector('a.cell[tabindex="0"]')) first.tabIndex = 0;
}

if (form) ready();
