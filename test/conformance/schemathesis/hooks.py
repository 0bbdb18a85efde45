"""The document cannot say that two keys are not taken at any depth: test/api/http/bodies.test.ts checks that they are refused."""

import schemathesis


@schemathesis.hook
def filter_body(context, body):
    return not reaches_for_prototype(body)


def reaches_for_prototype(value):
    if isinstance(value, dict):
        return any(key in ("__proto__", "constructor") or reaches_for_prototype(item) for key, item in value.items())
    return isinstance(value, list) and any(map(reaches_for_prototype, value))
