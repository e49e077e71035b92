// Elements and texts. Nothing here or elsewhere reads HTML from data: every text is a text.

export const byId = id => document.getElementById(id);

/** An element: attributes (class, hidden, on…), then children, texts among them. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter(c => c !== null && c !== undefined && c !== ''));
  return element;
}

/** Sets a text where it differs: a screen reader hears of changes only. */
export function say(id, text) {
  const element = byId(id);
  if (element.textContent !== text) element.textContent = text;
}

export function show(id, isShown) {
  byId(id).hidden = !isShown;
}

/** Brings a list up to date, item by item: what is open or focused in it stays so. */
export function list(id, items, key, make, update) {
  const parent = byId(id);
  const there = new Map([...parent.children].map(c => [c.dataset.key, c]));
  items.forEach((item, i) => {
    const name = key(item);
    let child = there.get(name);
    if (child) there.delete(name);
    else {
      child = make(item);
      child.dataset.key = name;
    }
    update(child, item);
    if (parent.children[i] !== child) parent.insertBefore(child, parent.children[i] ?? null);
  });
  for (const gone of there.values()) gone.remove();
}
