import { Chart, type Series } from "@/components/Chart";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { bytes, duration } from "@/lib/format";

const loss: Series = {
  name: "loss",
  points: Array.from({ length: 600 }, (_, i) => [
    i,
    0.08 + 0.06 * Math.exp(-i / 150) + 0.02 * Math.sin(i * 12.9898),
  ]),
};

export function KitData() {
  return (
    <div className="mb-8 grid max-w-2xl gap-6">
      <Chart series={[loss]} average={31} summary="Loss fell from 0.14 to 0.08; flat since step 400." />
      <Table>
        <thead>
          <tr>
            <Th>Model</Th>
            <Th className="text-right">Size</Th>
            <Th className="text-right">Loads in</Th>
          </tr>
        </thead>
        <tbody>
          <Tr>
            <Td>SDXL 1.0</Td>
            <Td numeric>{bytes(6_900_000_000)}</Td>
            <Td numeric>{duration(12)}</Td>
          </Tr>
          <Tr>
            <Td>Starter</Td>
            <Td numeric>{bytes(220_000_000)}</Td>
            <Td numeric>{duration(2)}</Td>
          </Tr>
        </tbody>
      </Table>
    </div>
  );
}
