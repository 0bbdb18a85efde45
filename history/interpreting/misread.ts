/** The history goes another way than our interpreter does: somebody else, or a newer version of this code, has written it. */
export class Misread extends Error {
  override readonly name = 'Misread';
}
