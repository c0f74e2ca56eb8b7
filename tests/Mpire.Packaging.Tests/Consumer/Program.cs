using Mpire;

Console.WriteLine(new WorkerExit(null, 9));
Console.WriteLine(typeof(WorkerExit).Assembly.Location);
