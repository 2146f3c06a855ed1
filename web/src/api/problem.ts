/** One value the server could not use. */
export interface ProblemField {
  field: string;
  message: string;
  value?: string;
}

interface ProblemBody {
  status: number;
  code: string;
  title: string;
  detail: string;
  hint?: string | null;
  errors?: ProblemField[];
  request_id?: string;
}

/** An error of the API (RFC 9457): `code` for programs, `detail` and `hint` for people, `errors` for fields. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly status: number;
  readonly code: string;
  readonly hint: string | undefined;
  readonly errors: readonly ProblemField[];
  readonly requestId: string | undefined;

  constructor(body: ProblemBody) {
    super(body.detail || body.title);
    this.status = body.status;
    this.code = body.code;
    this.hint = body.hint ?? undefined;
    this.errors = body.errors ?? [];
    this.requestId = body.request_id;
  }

  /** What is wrong with one field, if anything is. Nested fields are dotted: "spec.steps". */
  field(name: string): string | undefined {
    return this.errors.find((error) => error.field === name)?.message;
  }

  static fromText(status: number, text: string): Problem {
    const fallback = {
      status,
      code: `http_${status}`,
      title: "The server did not do it",
      detail: `The server answered ${status} without a reason.`,
    };
    try {
      const body = JSON.parse(text) as Partial<ProblemBody> | null;
      if (typeof body?.detail === "string") return new Problem({ ...fallback, ...body, status });
    } catch {
      // not ours: some proxy's page
    }
    return new Problem(fallback);
  }

  static noContact(): Problem {
    return new Problem({
      status: 0,
      code: "no_contact",
      title: "No contact",
      detail: "The studio cannot be reached.",
      hint: "What runs goes on. Look whether the server is on and the network is up.",
    });
  }

  /** Any thrown thing as a problem, for those that show it. */
  static from(error: unknown): Problem {
    if (error instanceof Problem) return error;
    const detail = error instanceof Error ? error.message : String(error);
    return new Problem({ status: 0, code: "defect", title: "A defect in this page", detail });
  }
}
