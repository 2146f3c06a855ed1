"""Many clients at once: more than there are threads, and more than there are connections to the database."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from fastapi.testclient import TestClient

CLIENTS = 120


def test_nobody_waits_for_a_thread_that_waits_for_a_connection(client: TestClient) -> None:
    """Between its function and its answer a request keeps its connection and wants a thread again."""

    def ask(number: int) -> int:
        if number % 4:
            return client.get("/api/v1/jobs").status_code
        return client.post("/api/v1/projects", json={"name": f"project {number}"}).status_code

    with ThreadPoolExecutor(CLIENTS) as crowd:
        answers = Counter(crowd.map(ask, range(CLIENTS)))
    assert answers == {200: CLIENTS * 3 // 4, 201: CLIENTS // 4}
