import type { Random } from '../random.js';

/** What somebody might write: mostly short, sometimes long, with code, links and emoji here and there. */
export function messageText(random: Random): string {
  const parts = [prose(random, sentences(random))];
  if (random.chance(0.06)) parts.push(codeBlock(random));
  if (random.chance(0.1)) parts.push(`https://example.org/${random.pick(WORDS)}/${random.int(1, 900)}`);
  if (random.chance(0.25)) parts.push(emoji(random, random.int(1, 3)));
  if (random.chance(0.02)) parts.push(emoji(random, random.int(6, 12)));
  return parts.join(random.chance(0.5) ? ' ' : '\n');
}

/** A title of a few words. */
export function threadName(random: Random): string {
  return sentence(random, random.int(2, 6)).slice(0, -1);
}

/** File names of what is attached: mostly nothing. */
export function attachmentNames(random: Random): string[] {
  if (!random.chance(0.08)) return [];
  return Array.from({ length: random.int(1, 3) }, (_, index) => {
    return `${random.pick(WORDS)}-${index + 1}.${random.pick(['png', 'jpg', 'mp4', 'pdf'])}`;
  });
}

/** An emoji to react with: a few Unicode ones, and a custom one of the community. */
export function reactionEmoji(random: Random): string {
  return random.chance(0.1) ? 'synapse:1010101010101010101' : random.pickSkewed(EMOJI);
}

function sentences(random: Random): number {
  const kind = random.next();
  if (kind < 0.6) return 1;
  if (kind < 0.85) return random.int(2, 3);
  return kind < 0.95 ? random.int(5, 8) : random.int(12, 18);
}

function prose(random: Random, count: number): string {
  return Array.from({ length: count }, () => sentence(random, random.int(2, 11))).join(' ');
}

function sentence(random: Random, length: number): string {
  const words = Array.from({ length }, () => random.pick(WORDS)).join(' ');
  return words.charAt(0).toUpperCase() + words.slice(1) + random.pick(['.', '.', '.', '!', '?']);
}

function codeBlock(random: Random): string {
  const [name, other] = [random.pick(WORDS), random.pick(WORDS)];
  return `\`\`\`ts\nconst ${name} = await ${other}(${random.int(1, 99)});\nreturn ${name}.map(String);\n\`\`\``;
}

function emoji(random: Random, count: number): string {
  return Array.from({ length: count }, () =>
    random.pick([...EMOJI, ':wave:', '<:synapse:1010101010101010101>']),
  ).join(' ');
}

const EMOJI = ['👍', '❤️', '😂', '🎉', '🔥', '👀', '🚀', '🙏', '😍', '🤔', '💯', '🥳', '👨‍👩‍👧', '🇪🇺'];

const WORDS = [
  ...[
    'actually',
    'again',
    'anyone',
    'branch',
    'bread',
    'build',
    'cache',
    'coffee',
    'commit',
    'could',
    'deploy',
  ],
  ...[
    'does',
    'editor',
    'error',
    'even',
    'evening',
    'fixed',
    'forum',
    'garden',
    'great',
    'happy',
    'idea',
    'index',
  ],
  ...[
    'just',
    'keeps',
    'lately',
    'like',
    'looks',
    'maybe',
    'meeting',
    'message',
    'morning',
    'music',
    'need',
    'never',
  ],
  ...[
    'night',
    'nobody',
    'only',
    'paper',
    'people',
    'photo',
    'please',
    'query',
    'question',
    'quick',
    'rain',
    'reads',
  ],
  ...[
    'release',
    'right',
    'same',
    'seen',
    'server',
    'should',
    'slow',
    'some',
    'sound',
    'still',
    'table',
    'tests',
  ],
  ...[
    'thanks',
    'that',
    'there',
    'think',
    'this',
    'today',
    'tomorrow',
    'tried',
    'types',
    'update',
    'weekend',
    'works',
  ],
];
