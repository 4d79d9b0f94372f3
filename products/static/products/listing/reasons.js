/* A ticked reason becomes a line of the text, where it can be edited. Without this script the server adds the lines. */

for (const box of document.querySelectorAll("[data-reasons]")) {
  const text = box.querySelector("textarea");
  const ticks = [...box.querySelectorAll("input[type=checkbox]")];
  const lines = () => text.value.split("\n").map((line) => line.trim()).filter(Boolean);
  const put = (all) => (text.value = all.join("\n"));

  for (const tick of ticks) {
    // The text alone is sent, so an edited reason doesn't arrive twice.
    tick.removeAttribute("name");
    if (tick.checked && !lines().includes(tick.value)) put([...lines(), tick.value]);
    tick.addEventListener("change", () => {
      const others = lines().filter((line) => line !== tick.value);
      put(tick.checked ? [...others, tick.value] : others);
    });
  }
  text.addEventListener("input", () => {
    const now = lines();
    for (const tick of ticks) tick.checked = now.includes(tick.value);
  });
}
