module Mpire.Tests.FSharp.FormTests

open System
open System.Threading.Tasks
open Mpire
open Xunit

let private items = [ 1; 2; 3 ]

let private twice x = x * 2

let private newPool () = new WorkerPool(workers = 2)

[<Fact>]
let ``Lambdas and functions, as written`` () =
    use pool = newPool ()
    let factor = 2
    Assert.Equal<int>([| 2; 4; 6 |], pool.Map((fun x -> x * 2), items))
    Assert.Equal<int>([| 2; 4; 6 |], pool.Map((fun x -> x * factor), [ 1; 2; 3 ]))
    Assert.Equal<int>([| 2; 4; 6 |], pool.Map(twice, [| 1; 2; 3 |]))
    Assert.Equal<int>([ 2; 4; 6 ], pool.Imap((fun x -> x * 2), seq { 1 .. 3 }))
    Assert.Equal(3, pool.Apply((fun x -> x + 1), 2))
    Assert.Equal<int>([| 3; 7 |], pool.StarMap((fun x y -> x + y), [ struct (1, 2); struct (3, 4) ]))
    pool.ForEach((fun (x: int) -> ignore x), items)

[<Fact>]
let ``A lambda with its worker`` () =
    use pool = new WorkerPool(workers = 1)
    Assert.Equal<int>([| 1; 2; 3 |], pool.Map((fun (worker: Worker) x -> x + worker.Id), items))

// F# looks at no priorities of overloads: with the type arguments given there is one that fits.
[<Fact>]
let ``Functions that are awaited`` () =
    use pool = newPool ()
    Assert.Equal<int>([| 2; 4; 6 |], pool.Map<int, int>((fun x -> task { return x * 2 }), items))
    Assert.Equal<int>([| 2; 4; 6 |], pool.Map<int, int>(Func<int, Task<int>>(fun x -> Task.FromResult(x * 2)), items))
    Assert.Equal<int>([| 2; 4; 6 |], pool.Map<int, int>((fun (worker: Worker) x -> task { return x * 2 + 0 * worker.Id }), items))
    Assert.Equal(3, pool.Apply<int, int>((fun x -> task { return x + 1 }), 2))

[<Fact>]
let ``A call that is awaited`` () =
    task {
        use pool = newPool ()
        let! doubled = pool.MapAsync((fun x -> x * 2), items)
        Assert.Equal<int>([| 2; 4; 6 |], doubled)
    }

type Shape =
    | Circle of radius: float
    | Square of side: float

type Point = { X: int; Y: int option }

[<Fact>]
let ``Records, unions, options, maps and lists travel`` () =
    use pool = newPool ()
    let area shape = match shape with Circle r -> r * r * 3.0 | Square a -> a * a
    Assert.Equal<float>([| 3.0; 4.0 |], pool.Map(area, [ Circle 1.0; Square 2.0 ]))
    let names = Map [ 1, "one"; 2, "two" ]
    Assert.Equal<string option>([| Some "one"; None |], pool.Map((fun x -> Map.tryFind x names), [ 1; 3 ]))
    Assert.Equal<Point>([| { X = 1; Y = Some 1 }; { X = 2; Y = Some 2 } |], pool.Map((fun x -> { X = x; Y = Some x }), [ 1; 2 ]))
    Assert.Equal<int list>([| [ 1 ]; [ 1; 2 ] |], pool.Map((fun n -> [ 1..n ]), [ 1; 2 ]))

let table = dict [ 1, "one" ]
let mutable counter = 5

// Their file's initializer runs in a worker too: this is not the file that the program begins with.
[<Fact>]
let ``Top-level values of a file that is not the program's last are there`` () =
    use pool = newPool ()
    Assert.Equal<bool>([| true; false; false |], pool.Map((fun x -> table.ContainsKey x), items))
    Assert.Equal<int>([| 6; 7; 8 |], pool.Map((fun x -> x + counter), items))
