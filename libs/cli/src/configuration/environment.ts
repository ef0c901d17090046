/** The environment's name of a key: `[binance] spot_url` is `MARKETLOOM_BINANCE_SPOT_URL`. */
export function environmentName(section: string, key: string): string {
  return `${environmentPrefix(section)}${key.toUpperCase()}`;
}

/** What the environment's names of a section's keys begin with. */
export function environmentPrefix(section: string): string {
  return `MARKETLOOM_${section.toUpperCase().replaceAll('-', '_')}_`;
}

/** The environment's value of a key and the name it goes by; null when it has none. An empty one counts as none. */
export function readEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  section: string,
  key: string,
): { readonly name: string; readonly value: string } | null {
  const names = [
    environmentName(section, key),
    ...(section === 'database' && key === 'url' ? ['DATABASE_URL'] : []),
  ];
  for (const name of names) {
    const value = env[name];
    if (value) return { name, value };
  }
  return null;
}
