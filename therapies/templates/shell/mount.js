// Puts the screen that the server made into the page. The engine takes it over and answers in it;
// where the engine cannot be loaded, what the server made is shown, and each link loads the page.
const plain = (place, html) => {
  const first = document.getElementById("first");
  const top = first?.scrollTop;
  place.innerHTML = html;
  place.querySelector("[data-failed]").hidden = false;
  first?.remove();
  if (first) place.closest('[data-testid="stMain"]')?.scrollTo(0, top);
};

const newest = new WeakMap(); // for each place: where the screen moves there are two for a moment

export default function ({ data, parentElement, setTriggerValue }) {
  newest.set(parentElement, data);
  const place = parentElement.querySelector(".place");
  const show = (act) => {
    if (newest.get(parentElement) !== data || !place.isConnected) return;
    act();
    place.querySelector('[role="main"]')?.removeAttribute("role"); // Streamlit's own is around it
  };
  import(new URL(data.engine, document.baseURI)).then(
    (engine) => show(() => engine.take(place, data, setTriggerValue)),
    () => show(() => data.html && plain(place, data.html)),
  );
}
