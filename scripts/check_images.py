"""Prove deploy/Dockerfile where there is no Docker: do its steps by hand, then run what an image would.

Each stage is a layer over this machine's own system, Debian with Python and Node.js, which stands in for the base
images; RUN and COPY are done in it as they stand. An image is then run with a read-only root, as its user, without a
network beyond itself, with everything of this machine hidden that is no system. Needs root on Linux.

python scripts/check_images.py [server] [worker]     several GB and minutes for the worker: torch is installed
"""

import ctypes
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.deploy.dockerfile import is_let_in, last, listed, stages, steps_of  # noqa: E402  the path comes first

SYSTEM = {
    "bin",
    "data",
    "dev",
    "etc",
    "lib",
    "lib32",
    "lib64",
    "opt",
    "proc",
    "run",
    "sbin",
    "sys",
    "tmp",
    "usr",
    "var",
}
TMP = "/tmp"  # noqa: S108  of the image
PATHS = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
READY_SECONDS = 240


def sh(command: str, **more: object) -> None:
    """A command of the machine that must go well."""
    subprocess.run(["/bin/sh", "-euc", command], check=True, **more)  # type: ignore[call-overload]  a pass-through


class Builder:
    """Stages by name, each made when first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[str, Path] = {}
        self._layers: dict[str, Path] = {}
        self._folders: dict[str, str] = {}  # where each stage stands
        self._context = folder / "context"
        # As Docker sees it: what is in the folder, committed or not.
        ask = "git ls-files -coz --exclude-standard"
        listing = subprocess.run(ask, shell=True, cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S602  a fixed command
        for name in filter(None, listing.stdout.split("\0")):
            if is_let_in(name) and (ROOT / name).is_file():
                (self._context / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, self._context / name)

    def root(self, name: str) -> Path:
        """The root folder of a stage."""
        if name not in self._made:
            stage = stages().get(name)
            if stage is not None:
                self.root(stage.base)
            layer = self._folder / f"layer-{len(self._made)}"
            if stage is not None:
                # A copy, for layers in a chain may not lie below the system that they are all put over.
                sh(f"mkdir -p {layer} && cp -a {self._layers[stage.base]}/upper {layer}/upper")
            self._layers[name] = layer
            self._made[name] = self._mount(layer)
            if stage is None:
                self._be_a_base(self._made[name])
            self._folders[name] = self._folders[stage.base] if stage else "/"
            for step in stage.steps if stage else ():
                self._do(name, *step)
        return self._made[name]

    def megabytes(self, name: str) -> int:
        """What the image holds beside its base image."""
        listing = subprocess.run(f"du -sb {self._layers[name]}/upper", shell=True, check=True, capture_output=True)  # noqa: S602  our own folder
        return int(listing.stdout.split()[0]) // 1_000_000

    def _mount(self, layer: Path) -> Path:
        merged = layer / "merged"
        for part in ("upper", "work", "merged"):
            (layer / part).mkdir(parents=True, exist_ok=True)
        sh(f"mount -t overlay overlay -o lowerdir=/,upperdir={layer}/upper,workdir={layer}/work {merged}")
        for part in ("proc", "dev"):
            sh(f"mount --rbind /{part} {merged}/{part}")
        return merged

    def _be_a_base(self, root: Path) -> None:
        """Give it what a base image has: `python` and `pip`, free to install."""
        sh("ln -sf /usr/bin/python3 usr/local/bin/python; rm -f usr/lib/python3*/EXTERNALLY-MANAGED", cwd=root)
        sh("ln -sf /usr/bin/pip usr/local/bin/pip", cwd=root)

    def _do(self, name: str, word: str, rest: str) -> None:
        root, folder = self._made[name], self._folders[name]
        if word == "WORKDIR":
            self._folders[name] = rest
            (root / rest.lstrip("/")).mkdir(parents=True, exist_ok=True)
        elif word == "COPY":
            *sources, target = [part for part in rest.split() if not part.startswith("--")]
            origin = next((self.root(part[7:]) for part in rest.split() if part.startswith("--from=")), self._context)
            goal = root / (Path(folder) / target).as_posix().lstrip("/")
            for source in sources:
                found = origin / source.lstrip("/")
                into = goal / found.name if found.is_file() and (target.endswith("/") or len(sources) > 1) else goal
                into.parent.mkdir(parents=True, exist_ok=True)
                sh(f"cp -a {found}{'/.' if found.is_dir() else ''} {into}{'/' if found.is_dir() else ''}")
        elif word == "RUN":
            command = " ".join(part for part in rest.split() if not part.startswith("--mount="))
            print(f"  {name}: {command[:100]}", flush=True)
            outside = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV"))}
            environment = outside | {"PATH": PATHS} | _environment(name)
            line = ["chroot", str(root), "/bin/sh", "-euc", f"cd {folder}; {command}"]
            subprocess.run(line, check=True, env=environment, stdout=subprocess.DEVNULL)


def _environment(name: str) -> dict[str, str]:
    given: dict[str, str] = {}
    for word, rest in steps_of(name) if name in stages() else ():
        if word == "ENV":
            for pair in shlex.split(rest):
                key, _, value = pair.partition("=")
                given[key] = value.replace("$PATH", given.get("PATH", PATHS))
    return given


class Container:
    """An image, run as `docker run --read-only --network none --user … -v data:/data` would."""

    def __init__(self, name: str, root: Path) -> None:
        self._name, self._root = name, root
        self._user = last(name, "USER")
        self._environment = {"PATH": PATHS} | _environment(name)
        for part in root.iterdir():
            if part.is_dir() and not part.is_symlink() and part.name not in SYSTEM:
                sh(f"mount -t tmpfs -o mode=0700 tmpfs {part}")
        sh(f"mount -o remount,ro {root}")
        sh(f"mount -t tmpfs -o mode=1777 tmpfs {root}{TMP}")
        sh(f"mount -t tmpfs -o uid=10001,gid=10001,mode=0750 tmpfs {root}/data")
        sh(f"mount -t tmpfs -o mode=0755 tmpfs {root}/run")
        (root / "run/secrets").mkdir()
        (root / "run/secrets/safelight_api_key").write_text("a-key-from-a-file\n")

    def start(self, *command: str) -> "subprocess.Popen[bytes]":
        """The entry point, with a command or with the image's own."""
        words = [*listed(last(self._name, "ENTRYPOINT")), *(command or listed(last(self._name, "CMD")))]
        return subprocess.Popen(self._line(words), env=self._environment)

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """One command beside it, as `docker exec` would."""
        return subprocess.run(self._line(words), env=self._environment, check=False, capture_output=True, text=True)

    def _line(self, words: "list[str] | tuple[str, ...]") -> list[str]:
        inside = f"cd /data && exec {shlex.join(words)}"
        return ["chroot", f"--userspec={self._user}", str(self._root), "/bin/sh", "-c", inside]


def wait(container: Container, check: list[str], process: "subprocess.Popen[bytes]") -> float:
    """Seconds until a check says yes."""
    began = time.monotonic()
    while time.monotonic() - began < READY_SECONDS:
        done = container.run(*check)
        if done.returncode == 0:
            return time.monotonic() - began
        if process.poll() is not None:
            sys.exit(f"it ended with {process.returncode}: {done.stdout}{done.stderr}")
        time.sleep(0.3)
    sys.exit(f"not ready after {READY_SECONDS} s: {done.stdout}{done.stderr}")


ASK = """
import urllib.error, urllib.request
def ask(path, key=""):
    request = urllib.request.Request("http://127.0.0.1:8000" + path)
    if key: request.add_header("Authorization", "Bearer " + key)
    try:
        with urllib.request.urlopen(request) as answer: return answer.status
    except urllib.error.HTTPError as error: return error.code
key = open("/run/secrets/safelight_api_key").read().strip()
for path in ("/", "/docs/swagger-ui.js", "/health/live", "/health/ready", "/api/v1/jobs"): print(path, ask(path))
print("/api/v1/jobs with the key", ask("/api/v1/jobs", key))
"""
IS_THERE = "import importlib.util as u; print('torch' if u.find_spec('torch') else 'no torch')"


def prove(name: str, container: Container) -> None:
    """Start it, ask it, end it."""
    check = listed(last(name, "HEALTHCHECK").partition("CMD ")[2])
    process = container.start(*([] if name == "server" else ["serve", "--workers", "1"]))
    print(f"  answers after {wait(container, ['safelight', 'health', '--alone'], process):.1f} s")
    print(f"  its own check says yes after {wait(container, check, process):.1f} s more")
    for said in (
        container.run("id", "-u"),
        container.run("python", "-c", IS_THERE),
        container.run("python", "-c", ASK),
    ):
        print("  " + (said.stdout + said.stderr).strip().replace("\n", "\n  "))
    for place in ("/opt/safelight/x", "/usr/x", "/etc/x"):
        if container.run("touch", place).returncode == 0:
            sys.exit(f"{place} could be written")
    print("  nothing but /data and /tmp can be written")
    if name == "worker":
        picture = ["safelight", "generate", "a red circle", "--steps", "4", "-o", f"{TMP}/pictures"]
        began = time.monotonic()
        done = container.run("env", "SAFELIGHT_API_KEY=a-key-from-a-file", *picture)
        if done.returncode:
            sys.exit(done.stdout + done.stderr)
        print(f"  a picture after {time.monotonic() - began:.1f} s")
    began = time.monotonic()
    process.terminate()
    print(f"  SIGTERM: exit code {process.wait(60)} after {time.monotonic() - began:.1f} s", flush=True)


def main() -> None:
    """Build what was asked for, or both; run each."""
    if os.geteuid() != 0:
        sys.exit("check_images.py: it mounts and changes roots, which root alone may do")
    if "--apart" not in sys.argv:
        # What is mounted ends with the process apart, so nothing is mounted any more in the folder that is removed.
        folder = tempfile.mkdtemp(prefix="safelight-images-")
        apart = ["unshare", "--mount", "--propagation", "private", sys.executable, *sys.argv, "--apart", folder]
        done = subprocess.run(apart, check=False)
        shutil.rmtree(folder)
        sys.exit(done.returncode)
    wanted = [name for name in ("server", "worker") if name in sys.argv] or ["server", "worker"]
    builder = Builder(Path(sys.argv[-1]))
    for name in wanted:
        print(f"{name}:", flush=True)
        root = builder.root(name)
        print(f"  {builder.megabytes(name)} MB beside its base image", flush=True)
        child = os.fork()
        if child == 0:
            _leave_the_network()
            prove(name, Container(name, root))
            os._exit(0)
        if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
            sys.exit(1)


def _leave_the_network() -> None:
    new_network = 0x40000000  # CLONE_NEWNET; os.unshare is of Python 3.12
    if ctypes.CDLL(None, use_errno=True).unshare(new_network):
        raise OSError(ctypes.get_errno(), "no network namespace")
    sh("ip link set lo up")


if __name__ == "__main__":
    main()
