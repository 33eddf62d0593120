// The month's grid by keyboard and from a workbook; a row that was touched ticks itself.
// Everything also works without this file.

const SPAN = /^(\d{1,2})(?:[:.](\d{2}))?[-–—](\d{1,2})(?:[:.](\d{2}))?$/;
const AMOUNT = /^(\d{1,3})(?:[.,](\d{1,2})|:(\d{2}))?$/;

// Minutes of a typed cell; unreadable counts as nothing here, the server says what is wrong.
function minutes(text) {
  const plain = text.trim().replace(/\s*([-–—])\s*/g, "$1");
  if (!plain) return 0;
  const amount = AMOUNT.exec(plain);
  if (amount) {
    const decimals = amount[2] ? Math.round((Number(amount[2]) * 60) / 10 ** amount[2].length) : 0;
    return Number(amount[1]) * 60 + decimals + Number(amount[3] || 0);
  }
  return plain.split(/[\s;+]+/).reduce((sum, part) => {
    const found = SPAN.exec(part);
    if (!found) return sum;
    const [, h1, m1, h2, m2] = found;
    return sum + Math.max(0, h2 * 60 + Number(m2 || 0) - h1 * 60 - Number(m1 || 0));
  }, 0);
}

function hours(total) {
  const rest = total % 60;
  const whole = Math.floor(total / 60);
  if (!rest) return `${whole}`;
  if (rest % 15 === 0) return `${whole},${String((rest * 100) / 60).padStart(2, "0")}`.replace(/0$/, "");
  return `${whole}:${String(rest).padStart(2, "0")}`;
}

function cellsOf(row) {
  return [...row.querySelectorAll('input[name^="c-"]')];
}

function recount(row) {
  const total = row.querySelector("[data-total]");
  const cells = cellsOf(row);
  for (const cell of cells) {
    const found = minutes(cell.value);
    cell.closest("td").dataset.hours = found ? hours(found) : cell.value.trim() && cell.value.trim() !== "0" ? "?" : "";
  }
  total.textContent = hours(cells.reduce((sum, cell) => sum + minutes(cell.value), 0));
}

function touch(row) {
  const pick = row.querySelector('input[name^="on-"]');
  if (!pick.checked) pick.checked = true;
  recount(row);
}

function rowsOf(grid) {
  return [...grid.tBodies[0].rows];
}

function move(grid, cell, down, right) {
  const row = cell.closest("tr");
  const rows = rowsOf(grid);
  const at = cellsOf(row).indexOf(cell);
  const target = rows[rows.indexOf(row) + down];
  const next = target && cellsOf(target)[at + right];
  if (next) {
    next.focus();
    next.select();
  }
  return Boolean(next);
}

function keyed(grid, event) {
  const cell = event.target;
  if (!cell.name?.startsWith("c-")) return;
  const atStart = cell.selectionStart === 0 || cell.selectionEnd - cell.selectionStart === cell.value.length;
  const atEnd = cell.selectionEnd === cell.value.length;
  const ways = {
    ArrowDown: [1, 0, true], Enter: [1, 0, true], ArrowUp: [-1, 0, true],
    ArrowRight: [0, 1, atEnd], ArrowLeft: [0, -1, atStart],
  };
  const way = ways[event.key];
  if (!way || !way[2] || event.ctrlKey || event.metaKey) return;
  const moved = move(grid, cell, way[0], way[1]);
  if (moved || event.key === "Enter") event.preventDefault();
}

// A block copied from a workbook fills the cells from the one it is pasted in.
function pasted(grid, event) {
  const text = event.clipboardData?.getData("text") || "";
  if (!event.target.name?.startsWith("c-") || !/[\t\n]/.test(text.trimEnd())) return;
  event.preventDefault();
  const rows = rowsOf(grid);
  const first = event.target.closest("tr");
  const column = cellsOf(first).indexOf(event.target);
  text.trimEnd().split(/\r?\n/).forEach((line, down) => {
    const row = rows[rows.indexOf(first) + down];
    if (!row) return;
    const cells = cellsOf(row);
    line.split("\t").forEach((value, right) => {
      const cell = cells[column + right];
      if (cell) cell.value = value.trim();
    });
    if (cells.length) touch(row);
  });
  event.target.dispatchEvent(new Event("input", { bubbles: true }));
}

function watch(grid) {
  grid.addEventListener("keydown", (event) => keyed(grid, event));
  grid.addEventListener("paste", (event) => pasted(grid, event));
  grid.addEventListener("input", (event) => {
    if (/^[ct]-/.test(event.target.name || "")) touch(event.target.closest("tr"));
  });
  grid.querySelector("[data-pick-all]").addEventListener("change", (event) => {
    for (const pick of grid.querySelectorAll('tbody input[name^="on-"]')) pick.checked = event.target.checked;
  });
}

for (const grid of document.querySelectorAll("[data-grid]")) watch(grid);

for (const list of document.querySelectorAll("[data-days]")) {
  const total = list.parentElement.querySelector("[data-total]");
  list.addEventListener("input", () => {
    const all = [...list.querySelectorAll("input")];
    total.textContent = hours(all.reduce((sum, cell) => sum + minutes(cell.value), 0));
  });
}
