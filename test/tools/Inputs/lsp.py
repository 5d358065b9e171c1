"""Speaks to a language server: opens a good and a bad file, hovers once, prints answers."""
import json
import subprocess
import sys

server = subprocess.Popen([sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL)
good = ("func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {\n"
        "  %0 = vmapc.tanh %x : tensor<4xf32>\n  return %0 : tensor<4xf32>\n}\n")
bad = good.replace("tensor<4xf32>\n  return", "i32\n  return")


def send(method, params, number=None):
    message = {"jsonrpc": "2.0", "method": method, "params": params}
    if number is not None:
        message["id"] = number
    text = json.dumps(message).encode()
    server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(text) + text)
    server.stdin.flush()


def receive():
    length = 0
    while (line := server.stdout.readline().strip()):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    return json.loads(server.stdout.read(length))


def until(accept):
    while not accept(message := receive()):
        pass
    return message


def opened(name, text):
    send("textDocument/didOpen", {"textDocument": {"uri": "file:///" + name, "languageId": "mlir",
                                                   "version": 1, "text": text}})
    return until(lambda m: m.get("method") == "textDocument/publishDiagnostics" and
                 m["params"]["uri"].endswith(name))["params"]["diagnostics"]


send("initialize", {"processId": None, "rootUri": None, "capabilities": {}}, 0)
answer = until(lambda m: m.get("id") == 0)["result"]["capabilities"]
print("initialized:", "hoverProvider" if answer.get("hoverProvider") else "no hover")
send("initialized", {})
print("good.mlir:", len(opened("good.mlir", good)), "diagnostics")
send("textDocument/hover", {"textDocument": {"uri": "file:///good.mlir"},
                            "position": {"line": 1, "character": 9}}, 1)
print("hover:", json.dumps(until(lambda m: m.get("id") == 1)["result"]))
for d in opened("bad.mlir", bad):
    print("bad.mlir: line %d: %s" % (d["range"]["start"]["line"], d["message"]))
send("shutdown", None, 2)
until(lambda m: m.get("id") == 2)
send("exit", None)
server.wait(timeout=10)
