import { PolicySettings, settingsOf } from '../../lib/config.ts';

/** What the tests of both profiles run as: `PROFILE=boilerplate npm test` runs them as the boilerplate. */
export const profile = settingsOf(PolicySettings, { PROFILE: process.env.PROFILE }).PROFILE;

/** What a list has in Clara only. */
export const ofClara = <const T>(...what: T[]): T[] => (profile === 'clara' ? what : []);

/** A test of what only Clara has, in a file of what both have; `jest.config.js` names the files that are Clara's whole. */
export const itOfClara = profile === 'clara' ? it : it.skip;
