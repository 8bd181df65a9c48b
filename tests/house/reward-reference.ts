import type { TObject } from '@sinclair/typebox';
import { RewardEvent as AnyEvent, REWARD_FRAME_VERSION, RewardFrame } from '@synapse/contracts';
import { fields, section } from './markdown';

const KINDS: readonly TObject[] = AnyEvent.anyOf;
const ABOUT_A_MEMBER = ['member', 'totals'];

/** The frame, what every event has, and what each has of its own. */
export function rewardReference(): string {
  const all = KINDS[0] as TObject;
  const shared = Object.keys(all.properties).filter(
    (name) => name !== 'kind' && KINDS.every(({ properties }) => name in properties),
  );
  const aboutMember = KINDS.find(isAboutMember) as TObject;
  return section(
    'Reward frames',
    `JSON, version ${REWARD_FRAME_VERSION}. \`events\` is a list of the events below, in order; delivery may repeat a frame, \`id\` tells. Readers leave out events of a \`kind\` they do not know.`,
    only(RewardFrame, (name) => name !== 'events'),
    `### Every event\n\n${only(all, (name) => shared.includes(name))}`,
    `### Events about a member\n\n${only(aboutMember, (name) => ABOUT_A_MEMBER.includes(name))}`,
    ...KINDS.map((schema) => {
      const about = isAboutMember(schema) ? 'About a member' : 'About no member';
      const own = only(schema, (name) => ![...shared, ...ABOUT_A_MEMBER].includes(name));
      return `### \`${schema.properties.kind?.const}\`\n\n${about}.\n\n${own}`;
    }),
  );
}

const isAboutMember = ({ properties }: TObject) => ABOUT_A_MEMBER.every((name) => name in properties);

/** Those fields of an object that pass, as a table. */
function only(schema: TObject, passes: (name: string) => boolean): string {
  const kept = Object.entries(schema.properties).filter(([name]) => passes(name));
  return fields({ ...schema, properties: Object.fromEntries(kept) });
}
