/** What is asked for when nothing is said: what costs least of the steps that show more than the very top. */
export const DEFAULT_DEPTH = 100;
