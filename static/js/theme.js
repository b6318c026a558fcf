// Dim theme for eyes that light hurts. The server reads the cookie, so a page never flashes.

const root = document.documentElement;

function toggle() {
  const dim = root.dataset.bsTheme !== "dark";
  root.dataset.bsTheme = dim ? "dark" : "light";
  document.cookie = `theme=${dim ? "dim" : "light"}; path=/; max-age=31536000; samesite=lax`;
}

for (const button of document.querySelectorAll("[data-theme-toggle]")) {
  button.hidden = false;
  button.addEventListener("click", toggle);
}
