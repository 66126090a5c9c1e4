// Runs before the first paint, so that the chosen theme never flashes and what only scripts can do never jumps in.
(function () {
  document.documentElement.classList.add("scripted");
  try {
    var chosen = localStorage.getItem("theme");
    if (chosen) document.documentElement.dataset.theme = chosen;
  } catch (_) {
    // Without storage the page follows the system.
  }
})();
