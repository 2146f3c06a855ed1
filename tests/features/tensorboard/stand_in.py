"""What TensorBoard is to its keeper, in a tenth of a second: it says where it listens, and tells what it was asked."""

STAND_IN = """
import http.server, json, os, pathlib, signal, sys

given = dict(zip(sys.argv[1::2], sys.argv[2::2]))
folder = pathlib.Path(given["--logdir"])
if (folder / "refuse").is_dir():
    print("first words")
    sys.exit("No module named 'tensorboard'")
if (folder / "stubborn").is_dir():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)

class Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path.endswith("/die"):
            os._exit(1)
        length = int(self.headers.get("content-length") or 0)
        said = {
            "method": self.command, "path": self.path, "headers": dict(self.headers.items()),
            "body": self.rfile.read(length).decode(), "runs": sorted(os.listdir(folder)), "pid": os.getpid(),
            "secrets": sorted(name for name in os.environ if name.startswith("SAFELIGHT_")),
        }
        body = json.dumps(said).encode()
        self.send_response(200)
        for name, value in (
            ("Content-Type", "application/json"), ("Content-Length", str(len(body))), ("Set-Cookie", "theirs=1"),
            ("Connection", "close"), ("Content-Security-Policy", "script-src 'self'"), ("X-Frame-Options", "DENY"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body if self.command != "HEAD" else b"")

    do_POST = do_HEAD = do_GET

    def log_message(self, *said):
        print("x" * 5000)  # a keeper that does not read along stops it

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
prefix = given["--path_prefix"]
print(f"TensorBoard 2.21.0 at http://127.0.0.1:{server.server_port}{prefix}/ (Press CTRL+C to quit)", flush=True)
server.serve_forever()
"""
