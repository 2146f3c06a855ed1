/** Where to go without the password: nobody is sent mail by a studio at home. */
export function PasswordHelp() {
  return (
    <details className="text-text-2">
      <summary className="w-fit rounded-control py-1">Forgotten?</summary>
      <p className="mt-1">
        Ask an admin of the studio for a new password. An admin resets their own on the machine where the
        studio runs: <code className="font-mono text-sm">safelight accounts reset NAME</code>
      </p>
    </details>
  );
}
