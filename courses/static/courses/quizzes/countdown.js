/* How long is left in a quiz, beside the hour that the page says anyway. The server's clock decides; this only shows it.

   pieu.countdown(node, seconds, over)   counts in `node` from now, and calls `over` at the end. Seen by the eye each second,
   said aloud only when one minute is left and at the end. Gives back how to stop it. */

const pieu = (window.pieu ??= {});

pieu.countdown = (node, seconds, over, nearly = () => {}) => {
  const [eye, ear] = [node.querySelector("[data-left-seen]"), node.querySelector("[data-left-said]")];
  const end = performance.now() + seconds * 1000;
  let told = "";
  const say = (name) => {
    if (told === name) return;
    told = name;
    node.dataset.state = name;
    ear.textContent = node.dataset[name];
  };
  const show = () => {
    const left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    const two = (number) => String(number).padStart(2, "0");
    eye.textContent = `${left >= 3600 ? `${Math.floor(left / 3600)}:` : ""}${two(Math.floor(left / 60) % 60)}:${two(left % 60)}`;
    eye.hidden = false;
    if (left === 0) {
      clearInterval(ticking);
      say("over");
      return over();
    }
    if (left <= 2) nearly();
    if (left <= 60) say("minute");
  };
  const ticking = setInterval(show, 1000);
  show();
  return () => clearInterval(ticking);
};

const timer = document.querySelector("[data-countdown][data-result]");
if (timer) {
  const form = document.querySelector("main form");
  let isChanged = false;
  form?.addEventListener("input", () => (isChanged = true));
  // What she chose and hasn't sent goes on its way while there is time; then the server hands in what it has.
  const nearly = () => {
    if (isChanged) form.requestSubmit();
    isChanged = false;
  };
  pieu.countdown(timer, Number(timer.dataset.left), () => location.replace(timer.dataset.result), nearly);
  // A page that comes back from the browser's own memory shows an old clock.
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}
