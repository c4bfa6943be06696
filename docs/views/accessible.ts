/** What Swagger UI leaves out for those who hear the page or have no mouse: by the elements that lack it. */
const MISSING: [selector: string, attribute: string, value: string][] = [
  ['#servers', 'aria-label', 'Server'],
  ['.examples-select-element', 'aria-label', 'Example'],
  ['.parameters-col_description > select', 'aria-label', 'Value'],
  ['.close-modal', 'aria-label', 'Close'],
  ['.auth-btn-wrapper .authorize', 'aria-label', 'Authorize: apply credentials'],
  ['.json-schema-2020-12-accordion:has(> :empty)', 'aria-label', 'Schema'],
  ['pre', 'tabindex', '0'],
];

/** Puts it there whenever Swagger UI has drawn. @returns what ends that */
export function madeAccessible(place: HTMLElement): () => void {
  const observer = new MutationObserver(() => {
    for (const [selector, attribute, value] of MISSING)
      for (const each of place.querySelectorAll(selector)) each.setAttribute(attribute, value);
  });
  observer.observe(place, { childList: true, subtree: true });
  return () => observer.disconnect();
}
