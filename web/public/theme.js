// Sets the theme before the first paint; a file of its own because the content policy allows no inline script.
// The same key as in src/lib/looks.ts.
try {
  var looks = JSON.parse(localStorage.getItem("safelight.looks") || "{}").state || {};
  document.documentElement.dataset.theme = looks.theme || "dark";
  document.documentElement.dataset.motion = looks.motion || "system";
} catch (error) {
  document.documentElement.dataset.theme = "dark";
}
