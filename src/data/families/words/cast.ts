/** The people and things of word problems. */
import type { Random } from '../../../base/random.ts';

const names = [
  'Ada',
  'Amir',
  'Anna',
  'Ben',
  'Carla',
  'Chen',
  'Dana',
  'Elif',
  'Emma',
  'Felix',
  'Gita',
  'Hana',
  'Ivan',
  'Jonas',
  'Kofi',
  'Lena',
  'Lucas',
  'Maria',
  'Nadia',
  'Noah',
  'Olga',
  'Omar',
  'Paula',
  'Quinn',
  'Rosa',
  'Sam',
  'Tara',
  'Uma',
  'Victor',
  'Wei',
  'Yara',
  'Zoe',
  'Mike',
  'Sarah',
  'Tom',
  'Julia',
  'David',
  'Lisa',
  'Peter',
  'James',
];

const things = [
  'apples',
  'marbles',
  'stickers',
  'books',
  'pencils',
  'coins',
  'cards',
  'shells',
  'cookies',
  'stamps',
  'oranges',
  'eggs',
  'toys',
  'flowers',
  'balloons',
  'beads',
  'candies',
  'photos',
  'tickets',
  'pens',
  'peaches',
  'buttons',
];

const goods: readonly (readonly [one: string, many: string])[] = [
  ['pen', 'pens'],
  ['notebook', 'notebooks'],
  ['sandwich', 'sandwiches'],
  ['ticket', 'tickets'],
  ['mug', 'mugs'],
  ['shirt', 'shirts'],
  ['cake', 'cakes'],
  ['book', 'books'],
  ['toy', 'toys'],
  ['lamp', 'lamps'],
  ['ball', 'balls'],
  ['pizza', 'pizzas'],
  ['hat', 'hats'],
  ['bottle of juice', 'bottles of juice'],
  ['bag of rice', 'bags of rice'],
];

const boxes = ['boxes', 'bags', 'packs', 'baskets', 'crates', 'trays', 'jars', 'rows'];

/** Different first names. */
export function people(random: Random, count: number): string[] {
  return random.shuffled(names).slice(0, count);
}

/** A thing to count, in the plural. */
export function thing(random: Random): string {
  return random.pick(things);
}

/** Things to buy, singular and plural, all different. */
export function goodsOf(random: Random, count: number): (readonly [one: string, many: string])[] {
  return random.shuffled(goods).slice(0, count);
}

/** Something that holds things, in the plural. */
export function container(random: Random): string {
  return random.pick(boxes);
}
