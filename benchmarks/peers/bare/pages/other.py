import streamlit as st

st.title("Other")
st.page_link("app.py", label="Back")
