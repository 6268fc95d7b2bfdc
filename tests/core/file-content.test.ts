import { expect, it } from 'vitest';
import { fileContent } from '../../core/file-content.ts';

const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

it('shows text, whatever its name', () => {
  const bytes = Buffer.from('größer\n');
  expect(fileContent('a.png', bytes.length, bytes)).toEqual({
    path: 'a.png',
    size: 9,
    binary: false,
    truncated: false,
    text: 'größer\n',
  });
});

it('leaves out a character that the limit cut through', () => {
  const whole = Buffer.from('größe');
  const found = fileContent('a', whole.length, whole.subarray(0, 3));
  expect(found).toMatchObject({ truncated: true, text: 'gr' });
});

it('says only that other binary files are binary', () => {
  const bytes = Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1]);
  expect(fileContent('a', 6, bytes)).toEqual({
    path: 'a',
    size: 6,
    binary: true,
    truncated: false,
  });
});

it('shows an image when all of it is there', () => {
  const whole = fileContent('a', png.length, png);
  expect(whole).toMatchObject({ binary: true, mediaType: 'image/png' });
  expect(whole.base64).toBe(png.toString('base64'));
  expect(fileContent('a', 5_000_000, png)).not.toHaveProperty('base64');
});

it('takes markup for text even when a browser would draw it', () => {
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>');
  expect(fileContent('a.svg', svg.length, svg)).toMatchObject({ binary: false });
});
