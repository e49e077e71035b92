using Whimbrel.EndToEndTests.Dashboard;

[assembly: AssemblyFixture(typeof(Servers))]
[assembly: AssemblyFixture(typeof(Chromium))]
