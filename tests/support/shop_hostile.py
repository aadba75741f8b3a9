"""Code that attacks the machine (each costs its own points) and code that attacks its mark (it gets none)."""

from __future__ import annotations

# In the answer cell "mean" of an otherwise honest notebook: the cell's own 2 points are lost, the twin's
# 5 others kept.
ATTACKS: dict[str, tuple[str, str]] = {
    "loop": ("while True: pass", "timeout"),
    "loop-deaf": (
        "import time\nwhile True:\n    try:\n        time.sleep(100)\n"
        "    except BaseException:\n        pass",
        "timeout",
    ),
    "loop-blocked": (
        "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass",
        "timeout",
    ),
    "output-endless": ("while True: print('x' * 1000)", "timeout"),
    "memory-at-once": ("x = bytearray(10 ** 11)", "memory"),
    "memory-grows": ("x = []\nwhile True: x.append(bytearray(10 ** 7))", "memory"),
    "exit-hard": ("import os; os._exit(0)", "crashed"),
    "segfault": ("import ctypes; ctypes.string_at(0)", "crashed"),
    "abort": ("import os; os.abort()", "crashed"),
    "close-everything": ("import os\nos.closerange(0, 256)", "crashed"),
    "deep-recursion": ("def f(): return f()\nf()", "graded"),
    "exit-soft": ("raise SystemExit(0)", "graded"),
    "interrupt-itself": ("raise KeyboardInterrupt", "graded"),
    "syntax": ("mean_price = (((", "graded"),
    "fork-bomb": (
        "import os, time\ntry:\n    while True:\n        if os.fork() == 0: time.sleep(999)\n"
        "except OSError: pass",
        "graded",
    ),
    "thread-bomb": (
        "import threading, time\ntry:\n"
        "    while True: threading.Thread(target=time.sleep, args=(99,)).start()\n"
        "except RuntimeError: pass",
        "graded",
    ),
    "survivor": (
        "import subprocess, sys\n"
        "subprocess.Popen(['setsid', 'sleep', '98765'], stdin=-3, stdout=-3, stderr=-3)",
        "graded",
    ),
    "kill-itself": ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "crashed"),
    "kill-own-group": ("import os, signal\nos.killpg(0, signal.SIGTERM)", "crashed"),
    "alarm-left-behind": (
        "import signal\ndef ring(*_): raise SystemExit\nsignal.signal(signal.SIGALRM, ring)\n"
        "signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)",
        "graded",
    ),
    "copy-goes-on": ("import os\nos.fork()", "graded"),
    "answers-of-odd-shapes": (
        "import gc, json, socket, struct\n"
        "odd = {'output_type': 'error', 'ename': 1, 'evalue': 2, 'traceback': 5}\n"
        "for one in ([], 5, {'outputs': [odd]}, {'outputs': 5, 'suspicions': 7, 'line': 'x'}):\n"
        "    raw = json.dumps(one).encode()\n"
        "    for end in [o for o in gc.get_objects() if isinstance(o, socket.socket)][:1]:\n"
        "        end.send(struct.pack('>I', len(raw)) + raw)",
        "graded",
    ),
    "kill-parent": ("import os, signal\nos.kill(os.getppid() or 1, signal.SIGKILL)", "graded"),
    "kill-all": (
        "import os, signal\nfor pid in range(2, 40000):\n    try: os.kill(pid, signal.SIGKILL)\n"
        "    except OSError: pass",
        "crashed",  # its own number is among them
    ),
    "disk-full": (
        "try:\n    for n in range(200): open(f'f{n}', 'wb').write(b'x' * 10 ** 6)\nexcept OSError: pass",
        "graded",
    ),
    "one-line-50-mb": ("print('x' * 50_000_000)", "graded"),
}

# Each must fail: the answer cell then defines no `mean_price`... unless the sandbox leaks.
PEEPS: dict[str, str] = {
    "network": "import socket\nsocket.create_connection(('127.0.0.1', 22), 1)",
    "network-own": (
        "import socket\ns = socket.socket()\ns.bind(('127.0.0.1', 0))\ns.listen()\n"
        "socket.create_connection(s.getsockname(), 1)"
    ),
    "netlink": "import socket\nsocket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
    "vsock": "import socket\nsocket.socket(40, socket.SOCK_STREAM)",
    "gradebook": "open('{root}/gradebook.db', 'rb')",
    "source": "import os\nos.listdir('{root}/source')",
    "others": "import os\nos.listdir('{root}/submitted')",
    "shadow": "open('/etc/shadow')",
    "environment": "import os\nos.environ['CLASSROOM_TEST_SECRET']",
    "environment-of-1": "assert b'CLASSROOM_TEST_SECRET' in open('/proc/1/environ', 'rb').read()",
    "processes": "import os\nassert len([p for p in os.listdir('/proc') if p.isdigit()]) > 3",
    "mount": "import ctypes\nassert ctypes.CDLL(None).mount(b'none', b'/tmp', b'tmpfs', 0, None) == 0",
    "unshare": "import ctypes\nassert ctypes.CDLL(None).unshare(0x10000000) == 0",
    "trace": "import ctypes\nassert ctypes.CDLL(None).ptrace(16, 1, 0, 0) == 0",
    "files-by-thousands": "import os, tempfile\nassert os.statvfs(tempfile.gettempdir()).f_files > 100_000",
    "write-library": "import pandas\nopen(pandas.__file__, 'a')",
    "write-root": "open('/found', 'w')",
    "needle-in-memory": (
        "import gc\nassert any('hidden-' + 'needle' in str(o) for o in gc.get_objects() if type(o) is str)"
    ),
    "needle-in-own-memory": (
        "import re\nfound = 0\nneedle = b'-'.join([b'hidden', b'needle', b'7f3a'])\n"
        "with open('/proc/self/mem', 'rb', 0) as mem:\n    for line in open('/proc/self/maps'):\n"
        "        lo, hi = (int(x, 16) for x in line.split()[0].split('-'))\n"
        "        if 'rw' in line.split()[1] and hi - lo < 3e8:\n            try:\n"
        "                mem.seek(lo); found += mem.read(hi - lo).count(needle)\n"
        "            except OSError: pass\n"
        "assert found > 1000"
    ),
}

_ALWAYS = (
    "class Always:\n"
    "    def __eq__(self, other): return True\n    def __ne__(self, other): return False\n"
    "    __lt__ = __le__ = __gt__ = __ge__ = lambda self, other: True\n"
    "    def __bool__(self): return True\n    def __sub__(self, other): return 0.0\n"
    "    __add__ = __mul__ = __rsub__ = __radd__ = __rmul__ = __sub__\n"
    "    def __abs__(self): return 0.0\n    def __float__(self): return 20.0\n"
    "    def __contains__(self, other): return True\n    def __iter__(self): return iter(['TEA'] * 3)\n"
    "    def __hash__(self): return 0\n    def __call__(self, *a, **k): return self\n"
)
_ALWAYS_ALL = "\nmean_price = with_tax = dearest = labels = Always()"

# In the set of answers of a blank notebook: each must leave the score at 0.
FORGERIES: dict[str, str] = {
    "always-equal": _ALWAYS + _ALWAYS_ALL,
    "always-equal-float": _ALWAYS.replace("class Always", "class Always(float)").replace(
        "    def __float__(self): return 20.0\n", ""
    )
    + _ALWAYS_ALL,
    "fake-class": _ALWAYS + "    __class__ = float" + _ALWAYS_ALL,
    "ast-transformer": (
        "import ast\nclass Drop(ast.NodeTransformer):\n    def visit_Assert(self, node): return ast.Pass()\n"
        "    def visit_Expr(self, node): return ast.copy_location(ast.Expr(ast.Constant(2.0)), node)\n"
        "get_ipython().ast_transformers.append(Drop())"
    ),
    "input-transformer": (
        "def drop(lines): return ['2.0\\n']\nget_ipython().input_transformers_post.append(drop)\n"
        "get_ipython().input_transformers_cleanup.append(drop)"
    ),
    "displayhook": (
        "import sys\nip = get_ipython()\n"
        "ip.display_formatter.format = lambda *a, **k: ({'text/plain': '2.0'}, {})\n"
        "sys.displayhook = lambda value: None\ntype(ip.displayhook).__call__ = lambda self, value=None: None"
    ),
    "showtraceback": (
        "ip = get_ipython()\nip.showtraceback = ip._showtraceback = lambda *a, **k: None\n"
        "ip.set_custom_exc((BaseException,), lambda *a, **k: None)"
    ),
    "run-cell": (
        "ip = get_ipython()\nip.run_cell = lambda *a, **k: type('R', (), dict(error_in_exec=None, "
        "error_before_exec=None, success=True, result=None))()\nip.run_code = lambda *a, **k: False"
    ),
    "builtins": (
        "import builtins\nbuiltins.AssertionError = type('Never', (Exception,), {})\n"
        "builtins.abs = lambda x: 0\n"
        "builtins.isinstance = lambda *a: True\nbuiltins.float = object"
    ),
    "pandas-testing": (
        "import pandas as pd, numpy as np\npd.testing.assert_frame_equal = lambda *a, **k: None\n"
        "np.allclose = lambda *a, **k: True\npd.DataFrame.equals = lambda *a: True"
    ),
    "optimised": "import sys\nsys.flags = type('F', (), {'optimize': 2})()\n__debug__x = False",
    "nan": "mean_price = float('nan')\nlabels = float('nan')",
    "negative": "labels = [-1.0]",
    "too-many-points": "labels = ['TEA'] * 0 + [2.0] * 9",
    "gc-hunt": (
        "import gc\nfor o in gc.get_objects():\n    if isinstance(o, dict) and 'mean-test' in o: o.clear()"
    ),
    "frame-hunt": (
        "import sys\nframe = sys._getframe()\nwhile frame:\n    frame.f_globals.get('__builtins__')\n"
        "    frame = frame.f_back"
    ),
    "socket-garbage": (
        "import os, socket\nfor fd in range(3, 64):\n    try: os.write(fd, b'\\xff' * 4096)\n"
        "    except OSError: pass"
    ),
    "socket-lie": (
        "import os, json, struct\nraw = json.dumps({'outputs': [], 'error': False}).encode()\n"
        "for fd in range(3, 64):\n    try: os.write(fd, (struct.pack('>I', len(raw)) + raw) * 40)\n"
        "    except OSError: pass"
    ),
    "patched-wire": (
        "from classroom.wire import codec\n"
        "old = codec.encode\n"
        "def lie(value, export=None):\n"
        "    if isinstance(value, dict) and 'sequence' in value:\n"
        "        return old({'sequence': value['sequence'], 'value': True, 'changed': [], 'same': None})\n"
        "    return old(value, export)\ncodec.encode = lie"
    ),
    "patched-wire-same": (
        "from classroom.wire import codec\nold = codec.encode\n"
        "def lie(value, export=None):\n"
        "    if isinstance(value, dict) and 'sequence' in value:\n"
        "        return old({'sequence': value['sequence'], 'changed': [[0, {}]], 'same': 0})\n"
        "    return old(value, export)\ncodec.encode = lie"
    ),
    "patched-wire-pickle": (
        "from classroom.wire import codec\nimport pickle\ncodec.encode = lambda *a, **k: pickle.dumps(print)"
    ),
}
