"""The shapes of questions and answers; the OpenAPI document is made from them."""
