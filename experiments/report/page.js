/* Draws the charts over their still pictures; without this script the pictures stay. */
(function () {
  "use strict";
  var read = function (id) { return JSON.parse(document.getElementById(id).textContent); };
  var rows = read("rows");
  var charts = read("charts");
  var drawnNarrow = null;

  function draw(narrow) {
    drawnNarrow = narrow;
    Object.keys(charts).forEach(function (key) {
      var holder = document.getElementById("chart-" + key);
      var live = holder.querySelector(".live");
      var spec = JSON.parse(JSON.stringify(charts[key][narrow ? "narrow" : "wide"]));
      spec.datasets = {};
      charts[key].rows.forEach(function (name) { spec.datasets[name] = rows[name]; });
      window.vegaEmbed(live, spec, {
        mode: "vega-lite", renderer: "svg", actions: false, ast: true, defaultStyle: false, hover: false
      }).then(function () {
        var svg = live.querySelector("svg");
        if (svg) { svg.setAttribute("aria-hidden", "true"); svg.setAttribute("focusable", "false"); }
        holder.classList.add("drawn");
      }).catch(function (error) {
        holder.classList.remove("drawn");
        console.error("chart " + key + ": " + error.message);
      });
    });
  }

  function fit() {
    var narrow = document.documentElement.clientWidth < 760;
    if (narrow !== drawnNarrow) { draw(narrow); }
  }

  document.querySelectorAll("button[data-copy]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      var source = document.getElementById(button.dataset.copy);
      var range = document.createRange();
      range.selectNodeContents(source);
      var selection = window.getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
      var done = document.execCommand && document.execCommand("copy");
      button.textContent = done ? "Copied" : "Selected: press Ctrl+C";
    });
  });

  window.addEventListener("resize", fit);
  fit();
})();
