/** Elements as values: `element()` makes one, `show()` makes a place look like the given ones and keeps focus and listeners. */

/**
 * @param {string} tag
 * @param {Object<string, string|number|boolean|null|undefined>} attributes  true: set empty; false, null: absent
 * @param {...(Node|string|number|null|false|Array)} children  text is text, never markup
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...nodes(children));
  return made;
}

export function icon(name) {
  return element("i", { class: "icon", "data-icon": name, "aria-hidden": "true" });
}

/** Makes `place` hold exactly `children`, changing only what differs. Elements with a `data-key` are matched by it. */
export function show(place, ...children) {
  const wanted = nodes(children);
  const keyed = new Map();
  for (const child of place.children) if (child.dataset.key) keyed.set(child.dataset.key, child);
  let at = place.firstChild;
  for (const want of wanted) {
    const key = want.nodeType === Node.ELEMENT_NODE ? want.dataset.key : undefined;
    let have = key ? keyed.get(key) : at;
    if (key) keyed.delete(key); // two of one key stay two
    if (have && !alike(have, want)) have = null;
    if (!have) {
      place.insertBefore(want, at);
      continue;
    }
    if (have === at) at = at.nextSibling;
    else place.insertBefore(have, at);
    become(have, want);
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

function nodes(children) {
  return children
    .flat(Infinity)
    .filter((child) => child !== null && child !== undefined && child !== false && child !== "")
    .map((child) => (child instanceof Node ? child : document.createTextNode(String(child))));
}

function alike(have, want) {
  return have.nodeName === want.nodeName && have.dataset?.key === want.dataset?.key;
}

function become(have, want) {
  if (have.nodeType === Node.TEXT_NODE) {
    if (have.data !== want.data) have.data = want.data;
    return;
  }
  for (const { name } of [...have.attributes]) if (!want.hasAttribute(name)) have.removeAttribute(name);
  for (const { name, value } of want.attributes) if (have.getAttribute(name) !== value) have.setAttribute(name, value);
  show(have, ...want.childNodes);
}
