/* Show the time left in a quiz next to its deadline. The server's clock decides; this only shows it.

   pieu.countdown(node, seconds, over, nearly)   counts down in `node`; calls `nearly` in the last two seconds and `over` at
   the end. It updates every second; screen readers announce only the last minute and the end. Returns a function that
   stops it. */

const pieu = (window.pieu ??= {});

pieu.countdown = (node, seconds, over, nearly = () => {}) => {
  const [eye, ear] = [node.querySelector("[data-left-seen]"), node.querySelector("[data-left-said]")];
  const end = performance.now() + seconds * 1000;
  let announced = "";
  const say = (name) => {
    if (announced === name) return;
    announced = name;
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
  // Send an unsent answer while there is time; then the server submits the answers it has.
  const nearly = () => {
    if (isChanged) form.requestSubmit();
    isChanged = false;
  };
  pieu.countdown(timer, Number(timer.dataset.left), () => location.replace(timer.dataset.result), nearly);
  // A page restored from the back/forward cache shows an old clock.
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}
