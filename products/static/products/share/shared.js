/* <form data-shared>: once the phone's share sheet reports that something was shared (event "shared" of the document), sends
   the form and shows its thanks, [data-shared-word]. Without a connection the button stays, to press later. */

const form = document.querySelector("form[data-shared]");

document.addEventListener("shared", async () => {
  if (!form || form.hidden) return;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
    if (answer.type !== "opaqueredirect") return;
    form.hidden = true;
    document.querySelector("[data-shared-word]").hidden = false;
  } catch {
    // No connection.
  }
});
