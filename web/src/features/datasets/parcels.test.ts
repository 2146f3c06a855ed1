import { describe, expect, it } from "vitest";

import { haveFolders, nameFor, parcelsOf } from "./parcels";

const file = (name: string, size = 10) => {
  const made = new File([], name.split("/").at(-1)!);
  Object.defineProperty(made, "size", { value: size });
  Object.defineProperty(made, "webkitRelativePath", { value: name.includes("/") ? name : "" });
  return made;
};

describe("what is sent together", () => {
  it("sends archives one by one and pictures in one go", () => {
    const parcels = parcelsOf([file("a.zip"), file("t/saw/1.jpg"), file("b.ZIP"), file("t/saw/2.jpg")]);
    expect(parcels.map(({ name, size }) => [name, size])).toEqual([
      ["a.zip", 10],
      ["b.ZIP", 10],
      ["2 pictures", 20],
    ]);
  });

  it("ends a parcel by its number and by its bytes, and sends what is larger than all by itself", () => {
    expect(parcelsOf(Array.from({ length: 501 }, (_, i) => file(`t/saw/${i}.jpg`)))).toHaveLength(2);
    const large = 100 * 1024 ** 2;
    expect(parcelsOf([file("1.jpg", large), file("2.jpg", large), file("3.jpg", 5 * large)])).toHaveLength(3);
  });
});

it("asks for a class only where a picture has no folder", () => {
  expect(haveFolders([file("a.zip"), file("t/saw/1.jpg")])).toBe(true);
  expect(haveFolders([file("t/saw/1.jpg"), file("2.jpg")])).toBe(false);
});

it("names a dataset by its folder or archive, and never by a part", () => {
  expect(nameFor([file("my_tools/train/saw/1.jpg")])).toBe("my tools");
  expect(nameFor([file("flowers-5.zip")])).toBe("flowers 5");
  expect(nameFor([file("train/saw/1.jpg")])).toBe("");
  expect(nameFor([file("1.jpg")])).toBe("");
});
