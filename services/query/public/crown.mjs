const SVG = 'http://www.w3.org/2000/svg';

/** Draws the champion's crown. */
export function crown() {
  const drawing = document.createElementNS(SVG, 'svg');
  drawing.setAttribute('class', 'crown');
  drawing.setAttribute('viewBox', '0 0 40 27');
  drawing.setAttribute('aria-hidden', 'true');
  const shape = document.createElementNS(SVG, 'path');
  shape.setAttribute('d', 'M4 24 1 6l10 7 9-12 9 12 10-7-3 18Z');
  shape.setAttribute('fill', 'currentColor');
  shape.setAttribute('stroke', 'currentColor');
  shape.setAttribute('stroke-width', '2');
  shape.setAttribute('stroke-linejoin', 'round');
  drawing.append(shape);
  return drawing;
}
