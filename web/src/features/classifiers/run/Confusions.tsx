import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";

import { Button } from "@/components/ui/button";
import { RadioCards } from "@/components/ui/radio-cards";
import { count, percent } from "@/lib/format";
import { useNarrow } from "@/lib/use-media";

import type { Evaluation, Prediction, Run, Split } from "../runs/queries";
import { PARTS } from "../runs/words";
import { cellAt, cellName, findCell, MOST_CLASSES, mixUps, mixUpWords, mostMixedUpFirst } from "./confusion";
import { Matrix, type Unit } from "./Matrix";
import { MixUps } from "./MixUps";
import { Pictures } from "./Pictures";

const route = getRouteApi("/classifiers/$project/runs/$runId");

interface Props {
  run: Run;
  evaluation: Evaluation;
  split: Split;
  onFixed: (picture: Prediction, label: string) => void;
}

/** The matrix, or for many classes and little room the list; the pictures of the open cell beside it. */
export function Confusions({ run, evaluation, split, onFixed }: Props) {
  const { labels, confusion } = evaluation;
  const { cell: named } = route.useSearch();
  const navigate = route.useNavigate();
  const narrow = useNarrow();
  const [unit, setUnit] = useState<Unit>("counts");
  const [sorted, setSorted] = useState(false);
  const [asked, setAsked] = useState(false);
  const pictures = useRef<HTMLDivElement>(null);
  const cells = useMemo(() => mixUps(confusion), [confusion]);
  const order = useMemo(
    () => (sorted ? mostMixedUpFirst(confusion) : labels.map((_, at) => at)),
    [sorted, confusion, labels],
  );
  const open = useMemo(() => findCell(labels, named), [labels, named]);
  const show = (cell: { truth: number; said: number }) =>
    void navigate({
      search: (all) => ({ ...all, cell: cellName(labels, cell) }),
      replace: true,
      resetScroll: false,
    });
  const many = labels.length > MOST_CLASSES;
  const asList = narrow || (many && !asked);
  const [opened, setOpened] = useState(false);
  useEffect(() => {
    // On a phone the pictures come below the list: out of sight they would seem not to have come.
    if (narrow && opened && named) pictures.current?.scrollIntoView({ block: "start" });
  }, [narrow, opened, named]);
  const look = (cell: { truth: number; said: number }) => {
    setOpened(true);
    show(cell);
  };
  const chosen = open && cellAt(confusion, open.truth, open.said);
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,max-content)_minmax(16rem,1fr)]">
      <div className="grid min-w-0 gap-3">
        {!asList && (
          <div className="flex flex-wrap items-center gap-2">
            <RadioCards<Unit>
              look="line"
              label="Cells say"
              value={unit}
              onChange={setUnit}
              cards={[
                { value: "counts", label: "Counts" },
                { value: "percent", label: "Percent" },
              ]}
            />
            <Button variant="ghost" size="small" aria-pressed={sorted} onClick={() => setSorted(!sorted)}>
              {sorted ? "Classes in their order" : "Most mixed up first"}
            </Button>
          </div>
        )}
        {asList ? (
          <MixUps labels={labels} cells={cells} open={open} onOpen={look} />
        ) : (
          <Matrix
            labels={labels}
            confusion={confusion}
            order={order}
            unit={unit}
            open={open}
            onOpen={look}
            name={`What was taken for what, ${PARTS[split]}`}
            small={many}
          />
        )}
        {many && !narrow && (
          <Button
            variant="ghost"
            size="small"
            className="justify-self-start"
            onClick={() => setAsked(!asked)}
          >
            {asked ? "The list of what is mixed up" : `The whole matrix of ${labels.length} classes`}
          </Button>
        )}
      </div>
      <div ref={pictures} className="grid min-w-0 scroll-mt-16 content-start gap-3">
        {open && chosen ? (
          <>
            <h3 className="font-medium">
              {mixUpWords(labels, open)}:{" "}
              <span className="text-text-2 tabular-nums">
                {count(chosen.pictures, "picture")}, {percent(chosen.share)} of {labels[open.truth]}
              </span>
            </h3>
            <Pictures
              key={named}
              run={run}
              filter={{ split, label: labels[open.truth], predicted: labels[open.said], sort: "confident" }}
              name={mixUpWords(labels, open)}
              onFixed={onFixed}
            />
          </>
        ) : (
          <p className="py-6 text-text-3">
            {cells.length > 0
              ? `Open ${asList ? "a line" : "a cell"} to see its pictures, the surest mistakes first.`
              : "Nothing is mixed up on this part."}
          </p>
        )}
      </div>
    </div>
  );
}
