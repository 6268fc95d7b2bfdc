/** The page that was asked for is none that an earlier page has named as the next one. */
export class UnknownPage extends Error {
  override readonly name = 'UnknownPage';

  constructor() {
    super('There is no such page.');
  }
}
