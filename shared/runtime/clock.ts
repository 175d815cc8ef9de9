/** The present moment. Logic takes it as an argument. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();
