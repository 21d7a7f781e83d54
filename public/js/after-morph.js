/**
 * Turbo morphs a page into the answer that stands at the same address: a refusal, most of all. Elements stay, so nothing is bound
 * anew, but what a behaviour has changed about them is gone. Calls back then, for as long as the element is on the page.
 */
export function afterMorph(element, callback) {
  document.addEventListener('turbo:morph', function listen() {
    if (element.isConnected) callback();
    else document.removeEventListener('turbo:morph', listen);
  });
}
