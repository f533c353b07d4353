/** The currencies that are offered first; the server takes any ISO 4217 code. */
export const currencies = ['CNY', 'USD', 'EUR', 'GBP', 'JPY', 'HKD', 'TWD', 'SGD', 'KRW', 'AUD', 'CAD', 'CHF', 'BRL', 'INR', 'THB', 'VND', 'MYR'];

const byZone: [RegExp, string][] = [
  [/^Asia\/(Shanghai|Urumqi|Chongqing|Harbin)/, 'CNY'], [/^Asia\/Hong_Kong/, 'HKD'], [/^Asia\/Taipei/, 'TWD'], [/^Asia\/Tokyo/, 'JPY'],
  [/^Asia\/Seoul/, 'KRW'], [/^Asia\/Singapore/, 'SGD'], [/^Europe\/London/, 'GBP'], [/^Europe\//, 'EUR'], [/^Australia\//, 'AUD'],
];

/** likelyCurrency guesses the currency from the browser's time zone. */
export function likelyCurrency(zone: string): string {
  return byZone.find(([pattern]) => pattern.test(zone))?.[1] ?? 'USD';
}
