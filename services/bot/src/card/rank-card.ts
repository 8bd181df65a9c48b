import type { MemberProfile } from '@synapse/contracts';
import { fitted, initialsOf, markup, printable, widthOf } from './card-text.js';

/** What stands on a rank card. */
export interface Card {
  profile: MemberProfile;
  achievements: number;
  /** Members who have earned XP. */
  members: number;
  currency: { primary: string; secondary: string };
}

const WIDTH = 1000;
const HEIGHT = 320;
/** The avatar, and the ring of progress around it. */
const FACE = { x: 160, y: 160, radius: 92, ring: 112 };
const LEFT = 316;
const RIGHT = WIDTH - 56;
const BAR = { y: 190, height: 18 };

/**
 * A rank card as SVG.
 * @param avatar the picture as a `data:` URI; the initials stand there without one
 */
export function rankCard(card: Card, avatar: string | null): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="Inter">
${DEFINITIONS}
<g clip-path="url(#card)">
  <rect width="${WIDTH}" height="${HEIGHT}" fill="url(#ground)"/>
  <circle cx="120" cy="40" r="320" fill="url(#glow-a)"/>
  <circle cx="${WIDTH - 60}" cy="${HEIGHT}" r="360" fill="url(#glow-b)"/>
  ${NETWORK}
</g>
<rect x="1" y="1" width="${WIDTH - 2}" height="${HEIGHT - 2}" rx="31" fill="none" stroke="#ffffff" stroke-opacity=".09" stroke-width="2"/>
${face(card.profile, avatar)}
${heading(card)}
${progress(card)}
${figures(card)}
</svg>`;
}

/** How much of the way from the level's first XP to the next level's lies behind, from 0 to 1. */
export function shareOf({ xp, next_level: { from, at } }: Pick<MemberProfile, 'xp' | 'next_level'>): number {
  if (at === null || at <= from) return 1;
  return Math.min(1, Math.max(0, (xp - from) / (at - from)));
}

function face(profile: MemberProfile, avatar: string | null): string {
  const { x, y, radius, ring } = FACE;
  const round = 2 * Math.PI * ring;
  const done = shareOf(profile) * round;
  const level = String(profile.level);
  const badge = 104 + level.length * 13;
  const inside = avatar
    ? `<image x="${x - radius}" y="${y - radius}" width="${2 * radius}" height="${2 * radius}" preserveAspectRatio="xMidYMid slice" clip-path="url(#face)" xlink:href="${avatar}"/>`
    : `<circle cx="${x}" cy="${y}" r="${radius}" fill="url(#no-face)"/>
  <text x="${x}" y="${y + 27}" font-size="76" font-weight="700" fill="#ffffff" fill-opacity=".95" text-anchor="middle">${markup(initialsOf(profile.name))}</text>`;
  return `${inside}
<circle cx="${x}" cy="${y}" r="${ring}" fill="none" stroke="#ffffff" stroke-opacity=".1" stroke-width="10"/>
<circle cx="${x}" cy="${y}" r="${ring}" fill="none" stroke="url(#progress)" stroke-width="10" stroke-linecap="round" stroke-dasharray="${done.toFixed(1)} ${round.toFixed(1)}" transform="rotate(-90 ${x} ${y})"/>
<rect x="${x - badge / 2 - 5}" y="${y + 85}" width="${badge + 10}" height="52" rx="26" fill="#14162c"/>
<rect x="${x - badge / 2}" y="${y + 90}" width="${badge}" height="42" rx="21" fill="url(#progress)"/>
<text x="${x}" y="${y + 119}" font-size="23" font-weight="700" fill="#0f1023" text-anchor="middle">Level ${level}</text>`;
}

function heading({ profile: { name, ranks, github_username: github }, members }: Card): string {
  const rank = ranks.xp ? `#${figure(ranks.xp)}` : '–';
  const { size: rankSize } = fitted(rank, 200, 54);
  const rankWidth = rank.length * rankSize * 0.64;
  const { text, size } = fitted(printable(name) || 'Member', RIGHT - LEFT - rankWidth - 24, 54);
  const about = [ranks.xp && `of ${figure(members)} members`, github && `github.com/${github}`];
  const below = fitted(about.filter(Boolean).join('  ·  ') || 'Not ranked yet', RIGHT - LEFT, 22);
  return `<text x="${LEFT}" y="90" font-size="${size}" font-weight="700" fill="#ffffff">${markup(text)}</text>
<text x="${RIGHT}" y="90" font-size="${rankSize}" font-weight="700" fill="url(#rank)" text-anchor="end">${rank}</text>
<text x="${LEFT}" y="126" font-size="${below.size}" font-weight="500" fill="#a3a8cc">${markup(below.text)}</text>`;
}

function progress({ profile, currency }: Card): string {
  const { xp, level, next_level: next } = profile;
  const width = RIGHT - LEFT;
  const done = Math.max(BAR.height, shareOf(profile) * width);
  const left =
    next.at === null ? 'The highest level' : `${figure(next.at - xp)} to level ${figure(level + 1)}`;
  const free = width - widthOf(left) * 20 - widthOf(`${figure(xp)} `) * 22 - 24;
  const unit = fitted(printable(currency.primary), free, 22);
  return `<rect x="${LEFT}" y="${BAR.y}" width="${width}" height="${BAR.height}" rx="${BAR.height / 2}" fill="#ffffff" fill-opacity=".1"/>
<rect x="${LEFT}" y="${BAR.y}" width="${done.toFixed(1)}" height="${BAR.height}" rx="${BAR.height / 2}" fill="url(#progress)"/>
<text x="${LEFT}" y="${BAR.y - 14}" font-size="22" font-weight="600" fill="#ffffff">${figure(xp)} <tspan font-size="${unit.size}" font-weight="500" fill="#a3a8cc">${markup(unit.text)}</tspan></text>
<text x="${RIGHT}" y="${BAR.y - 14}" font-size="20" font-weight="500" fill="#a3a8cc" text-anchor="end">${left}</text>`;
}

const ICONS = {
  star: `<path d="M0-13.5 4-4.4 13.5-3.6 6.4 2.8 8.5 12.2 0 7.2-8.5 12.2-6.4 2.8-13.5-3.6-4-4.4Z" fill="#f6c445"/>`,
  coin: `<circle r="13" fill="#f0a93b"/><circle r="9.2" fill="none" stroke="#fff3d6" stroke-opacity=".75" stroke-width="2"/><path d="M0-4.6V4.6" stroke="#fff3d6" stroke-width="2.6" stroke-linecap="round"/>`,
  medal: `<path d="M-8-14-3-3M8-14 3-3" stroke="#7f8cff" stroke-width="5.5" stroke-linecap="round"/><circle cy="4.5" r="9.5" fill="#4fe0c6"/><circle cy="4.5" r="5.2" fill="none" stroke="#0f3440" stroke-opacity=".45" stroke-width="2"/>`,
};

function figures({ profile: { stars, gold }, achievements, currency }: Card): string {
  const cells = [
    [ICONS.star, short(stars), 'Stars'],
    [ICONS.coin, short(gold), currency.secondary],
    [ICONS.medal, short(achievements), achievements === 1 ? 'Achievement' : 'Achievements'],
  ] as const;
  const gap = 16;
  const width = (RIGHT - LEFT - 2 * gap) / 3;
  return cells
    .map(([icon, value, label], index) => {
      const x = LEFT + index * (width + gap);
      const { text: number, size } = fitted(value, width - 72, 27);
      const { text: name, size: nameSize } = fitted(printable(label), width - 72, 17);
      return `<g transform="translate(${x.toFixed(1)} 228)"><rect width="${width.toFixed(1)}" height="66" rx="18" fill="#ffffff" fill-opacity=".06"/>
<g transform="translate(33 33)">${icon}</g>
<text x="60" y="32" font-size="${size}" font-weight="700" fill="#ffffff">${number}</text>
<text x="60" y="53" font-size="${nameSize}" font-weight="500" fill="#a3a8cc">${markup(name)}</text></g>`;
    })
    .join('\n');
}

const figure = (value: number): string => value.toLocaleString('en-US');

/** `12,345,678` as `12.35M`. */
const short = (value: number): string =>
  value < 10_000_000
    ? figure(value)
    : value.toLocaleString('en-US', { notation: 'compact', maximumFractionDigits: 2 });

const stop = (offset: number, colour: string, opacity = 1) =>
  `<stop offset="${offset}" stop-color="${colour}" stop-opacity="${opacity}"/>`;

const DEFINITIONS = `<defs>
<clipPath id="card"><rect width="${WIDTH}" height="${HEIGHT}" rx="32"/></clipPath>
<clipPath id="face"><circle cx="${FACE.x}" cy="${FACE.y}" r="${FACE.radius}"/></clipPath>
<linearGradient id="ground" x1="0" y1="0" x2="1" y2="1">${stop(0, '#191b38')}${stop(1, '#0d0f20')}</linearGradient>
<radialGradient id="glow-a">${stop(0, '#5b4be0', 0.42)}${stop(1, '#5b4be0', 0)}</radialGradient>
<radialGradient id="glow-b">${stop(0, '#0c8f7e', 0.38)}${stop(1, '#0c8f7e', 0)}</radialGradient>
<linearGradient id="progress" x1="0" y1="0" x2="1" y2="0">${stop(0, '#a99bff')}${stop(1, '#4fe0c6')}</linearGradient>
<linearGradient id="rank" x1="0" y1="0" x2="1" y2="1">${stop(0, '#ffe39a')}${stop(1, '#f6b545')}</linearGradient>
<linearGradient id="no-face" x1="0" y1="0" x2="1" y2="1">${stop(0, '#6c5cf0')}${stop(1, '#12917f')}</linearGradient>
</defs>`;

/** Cells and the links between them, hardly seen. */
const NETWORK = (() => {
  const cells = [
    [560, 24, 4],
    [640, 62, 3],
    [735, 22, 5],
    [815, 140, 3],
    [905, 34, 3],
    [962, 118, 5],
    [690, 130, 3],
    [470, 40, 3],
    [978, 214, 3],
  ] as const;
  const links = [
    [7, 0],
    [0, 1],
    [1, 2],
    [1, 6],
    [2, 4],
    [4, 5],
    [3, 5],
    [3, 6],
    [2, 3],
    [5, 8],
  ] as const;
  const at = (index: number) => cells[index] ?? [0, 0, 0];
  const lines = links.map(
    ([one, other]) => `<path d="M${at(one)[0]} ${at(one)[1]} ${at(other)[0]} ${at(other)[1]}"/>`,
  );
  const dots = cells.map(([x, y, r]) => `<circle cx="${x}" cy="${y}" r="${r}"/>`);
  return `<g stroke="#ffffff" stroke-opacity=".06" stroke-width="1.5">${lines.join('')}</g><g fill="#ffffff" fill-opacity=".11">${dots.join('')}</g>`;
})();
