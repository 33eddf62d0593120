// On a phone the row of tabs scrolls inside itself: the chosen one is brought into sight.

function show() {
  for (const row of document.querySelectorAll(".tabs ul")) {
    const chosen = row.querySelector("[aria-current]")?.getBoundingClientRect();
    const seen = row.getBoundingClientRect();
    if (chosen && chosen.right > seen.right) row.scrollLeft += chosen.right - seen.right + 14;
  }
}

show();
document.addEventListener("htmx:afterSwap", show);
addEventListener("resize", show);
