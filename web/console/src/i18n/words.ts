/** Words holds a translation to the keys of the English original. Chinese has one plural form, so it leaves `_one` out. */
export type Words<T> = { [K in Exclude<keyof T, `${string}_one`>]: string };
