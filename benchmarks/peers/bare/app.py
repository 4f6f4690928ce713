"""The least that Streamlit can do: a filter and a number. Reads the rows once."""

import os

import pandas as pd
import streamlit as st


@st.cache_resource
def rows() -> pd.DataFrame:
    return pd.read_csv(os.environ["PEER_ROWS"], dtype=str)


found = rows()
county = st.selectbox("County", ["All", *sorted(found["county"].unique())], key="county")
shown = found if county == "All" else found[found["county"] == county]
with st.container(key="numbers"):
    st.text(" ".join(str((shown[name] == "yes").sum()) for name in found.columns[2:]))
st.page_link("pages/other.py", label="Other")
